/** Results as a table for people; `--json` prints them as they are. */
import type { Figure, Result, Spread } from './measure.ts'

const columns = ['what', 'ours', 'peer', 'ratio (min–max)', 'bar']

export function table(results: readonly Result[]): string {
  const rows = results.flatMap(rowsOf)
  const widths = columns.map((column, index) => Math.max(column.length, ...rows.map((row) => row[index]?.length ?? 0)))
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, index) => cell.padEnd(widths[index] ?? 0))
      .join('  ')
      .trimEnd()
  return [line(columns), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join('\n')
}

export function figureTable(figures: readonly Figure[]): string {
  const width = Math.max(...figures.map(({ name }) => name.length))
  return figures.map((figure) => `${figure.name.padEnd(width)}  ${figureText(figure)}`).join('\n')
}

function figureText({ value, unit, bar }: Figure): string {
  const text = `${amount(value)} ${unit}`
  if (bar === undefined) return text
  const [word, limit] = 'atLeast' in bar ? ['at least', bar.atLeast] : ['at most', bar.atMost]
  const isMet = 'atLeast' in bar ? value >= limit : value <= limit
  return `${text} (${word} ${amount(limit)}: ${isMet ? 'met' : 'missed'})`
}

function rowsOf(result: Result): string[][] {
  const bars = result.bars.map((bar) => {
    const asked = 'peer' in bar ? `${bar.timesPeer}× ${bar.peer}` : `${amount(bar.unitsPerSecond)}/s`
    return `${asked}: ${bar.met ? 'met' : `missed at ${'peer' in bar ? `${ratioText(bar.reached)}×` : amount(bar.reached)}`}`
  })
  const peers = Object.entries(result.peers).map(([name, { rate, ratio }]) => [
    `${name} ${amount(rate.median)}/s`,
    `${ratioText(ratio.median)}× (${times(ratio)})`,
  ])
  const first = [result.name, `${amount(result.ours.median)} ${result.unit}/s`]
  const height = Math.max(1, peers.length, bars.length)
  return Array.from({ length: height }, (_, index) => [
    ...(index === 0 ? first : ['', '']),
    ...(peers[index] ?? ['', '']),
    bars[index] ?? '',
  ])
}

function times({ min, max }: Spread): string {
  return `${ratioText(min)}–${ratioText(max)}`
}

function ratioText(ratio: number): string {
  return ratio.toFixed(ratio < 10 ? 2 : 1)
}

/** A rate in at most four digits. */
function amount(value: number): string {
  if (value >= 1e9) return `${(value / 1e9).toPrecision(3)} G`
  if (value >= 1e6) return `${(value / 1e6).toPrecision(3)} M`
  if (value >= 1e4) return `${(value / 1e3).toPrecision(3)} k`
  return value >= 1_000 ? String(Math.round(value)) : value.toPrecision(3)
}
