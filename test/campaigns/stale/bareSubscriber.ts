/** One of those that `measureBareSettling` waits for: hears, reads, and says what it has seen. */
import pg from 'pg'
import { bareNews } from './bareNews.ts'

const [databaseUrl, id] = process.argv.slice(2)
const client = new pg.Client({
  connectionString: databaseUrl,
  options: '-c synchronous_commit=off -c plan_cache_mode=force_generic_plan',
})
let isBusy = false
let isRung = false

async function answer(): Promise<void> {
  isRung = true
  if (isBusy) return
  isBusy = true
  while (isRung) {
    isRung = false
    const { rows } = await client.query<{ seen: string }>({ name: 'read', text: bareNews })
    const say = 'update bare_instance set seen = $2::pg_snapshot where id = $1'
    await client.query({ name: 'say', text: say, values: [id, rows[0]?.seen] })
  }
  isBusy = false
}

client.on('notification', answer)
await client.connect()
await client.query('listen bare_log')
await client.query('insert into bare_instance values ($1, null)', [id])
process.stdout.write('hears\n')
