/** Golden files of Java's assignor: what it was given, and what it made of it. `test/assignment/FORMAT.md` describes them. */
import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'

const folder = new URL('../../../../../test/assignment/goldens/', import.meta.url)

/** The lines of a file, parsed. */
export function goldenLines<Line>(name: string): Line[] {
  const text = gunzipSync(readFileSync(new URL(name, folder))).toString()
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}
