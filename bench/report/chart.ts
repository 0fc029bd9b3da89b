/**
 * The figures as a chart. For each work it shows the throughput of all contestants; ours is the whole width. It is
 * legible on light and on dark.
 */
import { cachedWorks } from '../works/cachedMap.ts'
import type { Result } from './figures.ts'
import { titleOf } from './titles.ts'

const width = 760
const labelWidth = 170
const valueWidth = 150
const barWidth = width - labelWidth - valueWidth
const rowHeight = 20
const barHeight = 13
const headingHeight = 34

interface Bar {
  name: string
  perSecond: number
  isFloor: boolean
}

const floors = ['pgbench', 'node-http']

export function drawChart(results: readonly Result[], machine: string): string {
  const groups = [...Map.groupBy(results, ({ work, bytes }) => titleOf(work, bytes))]
  let y = 8
  const parts: string[] = []
  for (const [title, group] of groups) {
    parts.push(`<text class="title" x="0" y="${y + 18}">${escaped(title)}</text>`)
    y += headingHeight - 6
    const bars = barsOf(group)
    const most = Math.max(...bars.map(({ perSecond }) => perSecond))
    for (const bar of bars) {
      parts.push(drawBar(bar, y, most))
      y += rowHeight
    }
    y += 10
  }
  parts.push(`<text class="note" x="0" y="${y + 14}">${escaped(`Requests a second, medians. ${machine}`)}</text>`)
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y + 24}" width="${width}" height="${y + 24}" role="img">
<title>Requests a second of Compax Gateway and of others, on the same database</title>
<style>${style}</style>
${parts.join('\n')}
</svg>
`
}

const style = `
text { font: 12px ui-sans-serif, system-ui, sans-serif; fill: #24292f; }
.title { font-weight: 600; font-size: 13px; }
.note { font-size: 11px; fill: #57606a; }
.ours { fill: #0969da; } .theirs { fill: #9aa4ae; } .floor { fill: none; stroke: #9aa4ae; stroke-dasharray: 3 2; }
@media (prefers-color-scheme: dark) {
  text { fill: #e6edf3; } .note { fill: #9198a1; }
  .ours { fill: #4493f8; } .theirs { fill: #6e7681; } .floor { stroke: #6e7681; }
}
`

function barsOf(group: readonly Result[]): Bar[] {
  const [first] = group
  // A contestant that reads no database would make the bars of the others too short to see. It is in the table.
  const shown = group.filter(({ work, peer }) => peer !== 'node-http' || isCachedWork(work))
  const theirs = shown.map(({ peer, theirs: perSecond }) => ({ name: peer, perSecond, isFloor: floors.includes(peer) }))
  return [
    { name: 'compax', perSecond: first?.ours ?? 0, isFloor: false },
    ...theirs.filter(({ isFloor }) => !isFloor).sort((a, b) => b.perSecond - a.perSecond),
    ...theirs.filter(({ isFloor }) => isFloor),
  ]
}

function drawBar({ name, perSecond, isFloor }: Bar, y: number, most: number): string {
  const length = Math.max(1, Math.round((perSecond / most) * barWidth))
  const kind = isFloor ? 'floor' : name === 'compax' ? 'ours' : 'theirs'
  const value = perSecond < 100 ? perSecond.toFixed(1) : Math.round(perSecond).toLocaleString('en')
  return [
    `<text x="${labelWidth - 8}" y="${y + 11}" text-anchor="end">${escaped(name)}</text>`,
    `<rect class="${kind}" x="${labelWidth}" y="${y}" width="${length}" height="${barHeight}" rx="2"/>`,
    `<text x="${labelWidth + length + 6}" y="${y + 11}">${value}</text>`,
  ].join('')
}

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')

const isCachedWork = (work: string): boolean => cachedWorks.some((name) => name === work)
