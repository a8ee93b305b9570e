/**
 * Checkpoints that are tables: a line with the version, a line with the number of rows, and a line a
 * row, its fields separated by a space. An empty file is an empty table: Kafka makes the file first.
 */
import { MalformedCheckpointError } from '../errors.ts'
import type { TextFormat } from './checkpoint.ts'

export interface RowFormat<Row> {
  /** What a row holds, for errors, for example `topic partition offset`. */
  readonly columns: string
  fields(row: Row): readonly (string | number)[]
  /** The row that the fields are of, or null if they are none. */
  row(fields: readonly string[]): Row | null
}

const VERSION = 0

export function rowsFormat<Row>(format: RowFormat<Row>): TextFormat<readonly Row[]> {
  return {
    print(rows) {
      const lines = rows.map((row) => `${format.fields(row).join(' ')}\n`)
      return `${VERSION}\n${rows.length}\n${lines.join('')}`
    },
    parse(text, path) {
      const lines = linesOf(text)
      if (lines.length === 0) return []
      checkLine(lines[0] === String(VERSION), { path, line: 1, expected: `version ${VERSION}`, found: lines[0] })
      if (lines.length === 1) return []
      const count = integer(lines[1] ?? '')
      checkLine(count !== null && count >= 0, { path, line: 2, expected: 'a number of rows', found: lines[1] })
      const rows = lines.slice(2).map((line, index) => parseRow(line, format, { path, line: index + 3 }))
      checkLine(rows.length === count, { path, expected: `${count} rows`, found: String(rows.length) })
      return rows
    },
  }
}

/** A whole number that a number holds exactly, or null. */
export function integer(text: string): number | null {
  const value = /^-?\d{1,16}$/.test(text) ? Number(text) : Number.NaN
  return Number.isSafeInteger(value) ? value : null
}

/** A whole number from 0 to what an int32 holds, or null. */
export function natural32(text: string): number | null {
  const value = integer(text)
  return value !== null && value >= 0 && value <= 0x7fffffff ? value : null
}

export function linesOf(text: string): string[] {
  const lines = text.split(/\r?\n/)
  if (lines.at(-1) === '') lines.pop()
  return lines
}

function parseRow<Row>(text: string, format: RowFormat<Row>, place: { path: string; line: number }): Row {
  const row = format.row(text.split(/\s+/))
  if (row === null) refuse({ ...place, expected: `"${format.columns}"`, found: text })
  return row
}

interface LineFault {
  readonly path: string
  readonly line?: number
  readonly expected: string
  readonly found: string | undefined
}

function checkLine(isRight: boolean, fault: LineFault): void {
  if (!isRight) refuse(fault)
}

/** A complaint about a line, of which only the beginning is shown. */
export function refuse(fault: LineFault): never {
  const { found } = fault
  const glimpse =
    found === undefined ? 'the end of the file' : found.length <= 80 ? `"${found}"` : `"${found.slice(0, 80)}…"`
  throw new MalformedCheckpointError({ ...fault, found: glimpse })
}
