/** Where two results differ (FORMAT.md section 9): each difference has a place, and what both sides have there. */
import { isDeepStrictEqual } from 'node:util'
import type { Result } from './result.ts'

export interface Difference {
  /** Such as `describe, line 4` or `topics.out[2]`. */
  readonly place: string
  /** Undefined where one side has nothing. */
  readonly java: unknown
  readonly ours: unknown
}

/** Everything in which our result is not Java's. */
export function differences(java: Result, ours: Result): Difference[] {
  return [
    ...errorDifference(java, ours),
    ...describeDifference(java.describe, ours.describe),
    ...listDifferences('topics', java.topics, ours.topics),
    ...listDifferences('raw', java.raw, ours.raw),
    ...listDifferences('stores', java.stores, sharedStores(java, ours)),
  ]
}

function errorDifference(java: Result, ours: Result): Difference[] {
  const theirs = java.error
  const mine = ours.error
  const isSame = theirs?.class === mine?.class && theirs?.phase === mine?.phase && theirs?.input === mine?.input
  return isSame ? [] : [{ place: 'error', java: theirs, ours: mine }]
}

/** The first line that differs: what follows mostly differs for the same reason. */
function describeDifference(java: string | undefined, ours: string | undefined): Difference[] {
  if (java === ours) return []
  if (java === undefined || ours === undefined) return [{ place: 'describe', java, ours }]
  const theirs = java.split('\n')
  const mine = ours.split('\n')
  const length = Math.max(theirs.length, mine.length)
  const at = Array.from({ length }, (_, index) => index).find((index) => theirs[index] !== mine[index]) ?? 0
  return [{ place: `describe, line ${at + 1}`, java: theirs[at], ours: mine[at] }]
}

type Lists = Readonly<Record<string, readonly unknown[]>>

function listDifferences(section: string, java: Lists = {}, ours: Lists = {}): Difference[] {
  const names = [...new Set([...Object.keys(java), ...Object.keys(ours)])].sort()
  return names.flatMap((name) => {
    const theirs = java[name]
    const mine = ours[name]
    if (theirs === undefined || mine === undefined) {
      return [{ place: `${section}.${name}`, java: theirs, ours: mine }]
    }
    return entryDifferences(`${section}.${name}`, theirs, mine)
  })
}

function entryDifferences(place: string, java: readonly unknown[], ours: readonly unknown[]): Difference[] {
  const found: Difference[] = []
  for (let index = 0; index < Math.max(java.length, ours.length); index++) {
    if (isDeepStrictEqual(java[index], ours[index])) continue
    found.push({ place: `${place}[${index}]`, java: java[index], ours: ours[index] })
  }
  return found
}

/** Stores that Java's side cannot or does not show; ours may. */
const unshown = /-SUBSCRIPTION-STATE-STORE-|-subscription-store$|-OUTERSHARED-|-shared-join-store$/
const joinWindow = /-(?:JOIN|OUTER)(?:THIS|OTHER)-[0-9]{10}-store$|-(?:this|other)-join-store$/

function sharedStores(java: Result, ours: Result): Lists | undefined {
  if (ours.stores === undefined) return undefined
  const shown = Object.entries(ours.stores).filter(
    ([name]) => java.stores?.[name] !== undefined || !(unshown.test(name) || joinWindow.test(name)),
  )
  return Object.fromEntries(shown)
}
