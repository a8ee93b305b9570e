/** Figures as people read them. */
import type { Progress } from './progress.ts'

export function whole(figure: number): string {
  return Math.round(figure).toLocaleString('en-US')
}

export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`
}

export function size(bytes: number): string {
  return bytes < 1_000_000 ? `${whole(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`
}

/** Words that were counted in a second, from the beginning until now. */
export function wordsPerSecond({ counted, elapsedMs }: Progress): string {
  return whole(counted / Math.max(elapsedMs / 1000, 0.001))
}

/** The most frequent words with their counts. */
export function mostFrequent({ counts }: Progress, howMany: number): [word: string, count: number][] {
  return [...counts].sort(([, one], [, other]) => other - one).slice(0, howMany)
}
