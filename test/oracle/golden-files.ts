/** The golden files that the repository carries, and the lines of any such file (`.jsonl` or `.jsonl.gz`). */
import { readdirSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import type { GoldenLine } from './comparison/result.ts'

const folder = new URL('./goldens/', import.meta.url)

export const goldenFiles: readonly string[] = readdirSync(folder)
  .sort()
  .map((name) => fileURLToPath(new URL(name, folder)))

export function goldenLines(file: string): GoldenLine[] {
  const raw = readFileSync(file)
  const text = (file.endsWith('.gz') ? gunzipSync(raw) : raw).toString().trimEnd()
  if (text === '') throw new Error(`${file}: expected golden lines, found none`)
  return text.split('\n').map((line) => JSON.parse(line))
}
