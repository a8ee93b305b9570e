/** What Apache Kafka 4.3 made of each scenario, as `record.ts` wrote it down. */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export function expectedLines(name: string): string {
  return readFileSync(fileOf(name), 'utf8')
}

export function keepLines(name: string, lines: string): void {
  writeFileSync(fileOf(name), lines)
}

function fileOf(name: string): string {
  return join(import.meta.dirname, 'expected', `${name}.txt`)
}
