/**
 * What a cache knows of its rows besides their bytes, by their numbers: whether a row waits to be written out, whether
 * it is a deletion, the record that wrote it, and its size. That is what Java counts for it, so that both give rows
 * away at the same moment.
 */
import type { RecordContext } from '../../record/record-context.ts'
import { ownBytes } from '../memory/own-bytes.ts'

const rowsFirst = 64
const dirtyFlag = 1
const deletionFlag = 2
/** Java counts so much for the node, its entry, and the context's numbers. */
const entryBytes = 24 + 1 + 20

export class RowNotes {
  #flags = new Uint8Array(rowsFirst)
  #bytes = new Int32Array(rowsFirst)
  /** Null for rows that do not wait. */
  readonly #contexts: (RecordContext | null)[] = []

  isDirty(row: number): boolean {
    return ((this.#flags[row] as number) & dirtyFlag) !== 0
  }

  isDeletion(row: number): boolean {
    return ((this.#flags[row] as number) & deletionFlag) !== 0
  }

  bytes(row: number): number {
    return this.#bytes[row] as number
  }

  /** A row that was read from beneath. */
  kept(row: number, bytes: number): void {
    this.#set(row, 0, bytes)
    this.#contexts[row] = null
  }

  /** A row that was written, and waits. */
  written(row: number, { isDeletion, context }: { isDeletion: boolean; context: RecordContext }, bytes: number): void {
    this.#set(row, isDeletion ? dirtyFlag | deletionFlag : dirtyFlag, bytes)
    this.#contexts[row] = context.headers.length === 0 ? context : withOwnHeaders(context)
  }

  /** The row waits no longer, and its record is the caller's; it counts as before, as in Java. */
  takeContext(row: number): RecordContext {
    const context = this.#contexts[row] as RecordContext
    this.#contexts[row] = null
    this.#flags[row] = (this.#flags[row] as number) & ~dirtyFlag
    return context
  }

  clear(): void {
    this.#contexts.length = 0
  }

  #set(row: number, flags: number, bytes: number): void {
    if (row >= this.#flags.length) this.#grow(row)
    this.#flags[row] = flags
    this.#bytes[row] = bytes
  }

  #grow(row: number): void {
    const rows = Math.max(row + 1, this.#flags.length * 2)
    const flags = new Uint8Array(rows)
    const bytes = new Int32Array(rows)
    flags.set(this.#flags)
    bytes.set(this.#bytes)
    this.#flags = flags
    this.#bytes = bytes
  }
}

export function bytesOfRow(key: Buffer, value: Buffer | null, context: RecordContext | null): number {
  let bytes = entryBytes + key.length + (value === null ? 0 : value.length)
  if (context === null) return bytes
  if (context.topic !== null) bytes += context.topic.length
  for (const header of context.headers) bytes += header.key.length + (header.value === null ? 0 : header.value.length)
  return bytes
}

function withOwnHeaders(context: RecordContext): RecordContext {
  const headers = context.headers.map(({ key, value }) => ({ key, value: value === null ? null : ownBytes(value) }))
  return { ...context, headers }
}
