/**
 * A flame graph in one HTML file that needs nothing else. Each depth of calls is a row, and a call is as wide as the
 * time that it took. A click widens the clicked call. The well-maintained packages draw with a server, or load their
 * scripts from the network.
 */
import type { Call } from './callTree.ts'

/** A call with a smaller share of the total is not drawn, because it would be too narrow to read or click. */
const minShare = 0.0005

export function flameGraph(root: Call, title: string): string {
  const calls = root.calls.filter(({ name }) => name !== '(idle)')
  const totalMicroseconds = calls.reduce((sum, call) => sum + call.totalMicroseconds, 0)
  const busy: Call = { ...root, name: 'at work', selfMicroseconds: 0, totalMicroseconds, calls }
  return `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title>
<style>${style}</style>
<h1>${escaped(title)}</h1>
<p>${(totalMicroseconds / 1000).toFixed(0)} ms at work. Click to widen, click the lowest row to see all.</p>
<main>${box(busy, totalMicroseconds, totalMicroseconds)}</main>
<script>${script}</script></html>
`
}

function box(call: Call, above: number, all: number): string {
  const { name, place, selfMicroseconds, totalMicroseconds, calls } = call
  const share = (part: number) => `${((100 * part) / all).toFixed(2)} %`
  const label = `${name} ${place}\n${share(totalMicroseconds)}, itself ${share(selfMicroseconds)}`
  const inner = calls
    .filter((one) => one.totalMicroseconds > minShare * all)
    .sort((a, b) => b.totalMicroseconds - a.totalMicroseconds)
    .map((one) => box(one, totalMicroseconds, all))
    .join('')
  const width = ((100 * totalMicroseconds) / Math.max(above, 1)).toFixed(3)
  return `<div style="width:${width}%"><b class="${kindOf(place)}" title="${escaped(label)}">${escaped(name)}</b><section>${inner}</section></div>`
}

function kindOf(place: string): string {
  if (place.startsWith('src/')) return 'own'
  if (place.startsWith('node_modules/')) return 'package'
  return place === '' ? 'engine' : 'node'
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;')

const style = `
body { font: 12px system-ui, sans-serif; margin: 1rem }
section { display: flex }
div { box-sizing: border-box; min-width: 0; overflow: hidden }
div.aside { display: none } div.wide { width: 100% !important }
b { display: block; height: 17px; line-height: 17px; overflow: hidden; font-weight: normal; cursor: pointer; padding-left: 2px;
  margin: 0 1px 1px 0; white-space: nowrap; border-radius: 2px }
.own { background: #f2a65a } .package { background: #8ecae6 } .node { background: #b7d7a8 } .engine { background: #ddd }
`

const script = `
const all = [...document.querySelectorAll('div')]
document.querySelector('main').addEventListener('click', ({ target }) => {
  if (target.tagName !== 'B') return
  for (const one of all) one.className = ''
  for (let at = target.parentElement; at.tagName === 'DIV'; at = at.parentElement.parentElement) {
    at.className = 'wide'
    for (const other of at.parentElement.children) if (other !== at && at.parentElement.tagName === 'SECTION') other.className = 'aside'
  }
})
`
