/** The golden files that the repository carries. */
import { readdirSync, readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const folder = new URL('./goldens/', import.meta.url)

export const goldenFiles: readonly string[] = readdirSync(folder).sort()

/** The lines of one of them. */
export function goldenLines(file: string): string[] {
  const raw = readFileSync(new URL(file, folder))
  return (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString().trimEnd().split('\n')
}
