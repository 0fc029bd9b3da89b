/**
 * The address of a Redis: a single server, a cluster, or a master that sentinels know. The drivers take three different
 * sets of options for them. Operators write one URL, with the kind after a plus.
 */
export interface RedisNode {
  readonly host: string
  readonly port: number
}

export interface RedisAddress {
  readonly kind: 'single' | 'cluster' | 'sentinel'
  readonly nodes: readonly [RedisNode, ...RedisNode[]]
  readonly tls: boolean
  readonly username?: string
  readonly password?: string
  readonly database: number
  /** What the sentinels call it */
  readonly masterName?: string
}

const form = /^(rediss?)(?:\+(cluster|sentinel))?:\/\/(?:([^@/]*)@)?([^@/?#]+)(?:\/([^?#]*))?$/
const defaultPorts = { single: 6379, cluster: 6379, sentinel: 26_379 }

/** Throws with the expected form, and without the value, which may hold a password. */
export function parseRedisUrl(url: string): RedisAddress {
  const [, scheme, kind = 'single', credentials, hosts = '', path = ''] = form.exec(url) ?? []
  if (scheme === undefined || !isKind(kind)) throw new Error(expected)
  const [first, ...others] = hosts.split(',').map((host) => parseNode(host, defaultPorts[kind]))
  if (first === undefined || (kind === 'single' && others.length > 0)) throw new Error(expected)
  return {
    kind,
    nodes: [first, ...others],
    tls: scheme === 'rediss',
    ...parseCredentials(credentials),
    ...parsePath(kind, path),
  }
}

const expected =
  'must be a URL like redis://user:password@host:6379/0, redis+cluster://host:6379,host:6379 or redis+sentinel://host:26379,host:26379/master (rediss with TLS)'

const isKind = (kind: string): kind is RedisAddress['kind'] => kind in defaultPorts

function parseNode(text: string, defaultPort: number): RedisNode {
  const found = /^(?:\[([0-9a-f:.]+)\]|([a-z0-9._-]+))(?::(\d{1,5}))?$/i.exec(text.trim())
  const host = found?.[1] ?? found?.[2]
  const port = Number(found?.[3] ?? defaultPort)
  if (host === undefined || port < 1 || port > 65_535) throw new Error(expected)
  return { host, port }
}

/** `redis://password@host` is not a form: the part before a lone @ is a name, as in every other URL. */
function parseCredentials(text: string | undefined): { username?: string; password?: string } {
  if (text === undefined || text === '') return {}
  const [username = '', ...password] = text.split(':').map(decode)
  return {
    ...(username === '' ? {} : { username }),
    ...(password.length === 0 ? {} : { password: password.join(':') }),
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new Error(expected)
  }
}

/** `/3` of a single server, `/master` or `/master/3` of sentinels; a cluster has one database. */
function parsePath(kind: RedisAddress['kind'], path: string): { database: number; masterName?: string } {
  const parts = path.split('/').filter((part) => part !== '')
  const masterName = kind === 'sentinel' ? decode(parts.shift() ?? '') : undefined
  const [database = '0', ...rest] = parts
  const surplus = rest.length > 0 || (kind === 'cluster' && parts.length > 0)
  if (surplus || masterName === '' || !/^\d{1,5}$/.test(database)) throw new Error(expected)
  return { database: Number(database), ...(masterName === undefined ? {} : { masterName }) }
}
