/** The snapshot that was seen, and the log: the least that a log subscriber could read */
export const bareNews = 'select pg_current_snapshot()::text as seen, (select json_agg(xid::text) from bare_log) as log'
