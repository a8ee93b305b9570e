/** The differences of one scenario as lines for a person: the first few of each section, Java's side above ours. */
import type { Difference } from './difference.ts'

/** Differences shown of each section; the rest is only counted, as it mostly has the same reason. */
const shownMax = 3
const widthMax = 600

export function reportOf(title: string, found: readonly Difference[]): string[] {
  const sections = new Set(found.map(sectionOf))
  const lines = [...sections].flatMap((section) => {
    const all = found.filter((difference) => sectionOf(difference) === section)
    const rest = all.length > shownMax ? [`  … and ${all.length - shownMax} more in ${section}`] : []
    return [...all.slice(0, shownMax).flatMap(linesOf), ...rest]
  })
  return [`FAILED ${title}`, ...lines]
}

/** The first difference alone, on one line: enough to see which scenarios fail for the same reason. */
export function briefReportOf(title: string, [first, ...rest]: readonly Difference[]): string {
  const mine = first?.ours as { message?: string } | undefined
  const what = mine?.message ?? `Java ${shown(first?.java).slice(0, 80)}, ours ${shown(first?.ours).slice(0, 80)}`
  return `${title}: ${first?.place}: ${what}${rest.length > 0 ? ` (and ${rest.length} more)` : ''}`
}

function sectionOf({ place }: Difference): string {
  return place.split(/[.,[]/)[0] ?? place
}

function linesOf({ place, java, ours }: Difference): string[] {
  return [`  ${place}`, `    Java: ${shown(java)}`, `    ours: ${shown(ours)}`]
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length <= widthMax ? text : `${text.slice(0, widthMax)} … (${text.length} characters)`
}
