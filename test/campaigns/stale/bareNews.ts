/** What was seen, and the log: as little as an ear could read */
export const bareNews = 'select pg_current_snapshot()::text as seen, (select json_agg(xid::text) from bare_log) as log'
