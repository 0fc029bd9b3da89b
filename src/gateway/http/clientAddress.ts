/**
 * The address of a client, as far as the proxies in front are trusted. Some proxies (Azure's and IIS do) write a port
 * behind the address, and some write a word in place of an address. With the port each connection would be another
 * client with attempts of its own. With the word a client could choose what it is counted as.
 */
import { BlockList, isIP } from 'node:net'
import type { FastifyRequest } from 'fastify'

/** @param proxies addresses and ranges, as in TRUST_PROXY. The result takes an address as a proxy names it */
export function isTrustedProxy(proxies: readonly string[]): (named: string) => boolean {
  const trusted = new BlockList()
  for (const proxy of proxies) {
    const [address = '', bits] = proxy.split('/')
    const family = familyOf(address)
    trusted.addSubnet(address, bits === undefined ? maxBits[family] : Number(bits), family)
  }
  return (named) => {
    const address = withoutPort(named)
    return isIP(address) !== 0 && trusted.check(address, familyOf(address))
  }
}

const maxBits = { ipv4: 32, ipv6: 128 }

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4')

/** The last hop that has an address: the client, or the proxy that names none. */
export function clientAddress({ ip, ips }: Pick<FastifyRequest, 'ip' | 'ips'>): string {
  return (ips ?? [ip]).map(withoutPort).findLast((address) => isIP(address) !== 0) ?? ''
}

/** `192.0.2.1:51234` and `[2001:db8::1]:443` are addresses with a port. */
export function withoutPort(named: string): string {
  const found = /^(?:(\d+\.\d+\.\d+\.\d+):\d{1,5}|\[([^\]]*)\](?::\d{1,5})?)$/.exec(named)
  return found?.[1] ?? found?.[2] ?? named
}
