/**
 * Rows that are read from outside, turn by turn: to be taken by `for await`. What a turn has found is handed out before
 * the next one is taken, so a slow reader costs nobody anything. A loop that is left, an abort and `await using` let go;
 * and who just forgets it holds nothing back either, since between two turns nothing is open.
 */
import type { StoreIterator } from '../contract/store-iterator.ts'
import { type Turn, turnIsOver } from '../contract/turn.ts'
import type { Position } from './position.ts'
import type { Turns } from './turns.ts'

export interface Rows<Row> extends AsyncIterableIterator<Row>, AsyncDisposable {
  /** From how far in the input at least the rows are. */
  readonly position: Position
  /** Ends it: rows that were not taken are forgotten. */
  return(): Promise<IteratorResult<Row>>
}

export interface RowsOptions<Stored, Row> {
  readonly turns: Turns
  readonly position: Position
  /** Where rows are, one after the other. */
  readonly sources: readonly RowSource<Stored>[]
  /** What of a row is handed out. */
  readonly read: (row: Stored) => Row
  readonly signal?: AbortSignal | undefined
}

export interface RowSource<Stored> {
  /** @throws QueryError if the store is there no more */
  requireOpen(): void
  open(): StoreIterator<Stored>
}

/** More than these do not wait for their reader. */
const rowsOfTurnMax = 1024
const end = { done: true, value: undefined } as const

export class TurnRows<Stored, Row> implements Rows<Row> {
  readonly position: Position
  readonly #turns: Turns
  readonly #sources: readonly RowSource<Stored>[]
  readonly #read: (row: Stored) => Row
  readonly #signal: AbortSignal | undefined
  #source = 0
  #iterator: StoreIterator<Stored> | null = null
  #found: Row[] = []
  #taken = 0
  /** What ended it, told once the rows before it were taken. */
  #failure: { readonly error: unknown } | null = null
  #isDone = false
  #filling: Promise<void> | null = null

  constructor({ turns, position, sources, read, signal }: RowsOptions<Stored, Row>) {
    this.position = position
    this.#turns = turns
    this.#sources = sources
    this.#read = read
    this.#signal = signal
  }

  async next(): Promise<IteratorResult<Row>> {
    for (;;) {
      if (this.#signal?.aborted) this.#fail(this.#signal.reason)
      if (this.#taken < this.#found.length) {
        const value = this.#found[this.#taken] as Row
        this.#taken += 1
        return { done: false, value }
      }
      if (this.#failure !== null) {
        const { error } = this.#failure
        this.#failure = null
        throw error
      }
      if (this.#isDone) return end
      this.#filling ??= this.#turns
        .next((turn) => this.#fill(turn))
        .finally(() => {
          this.#filling = null
        })
      await this.#filling
    }
  }

  async return(): Promise<IteratorResult<Row>> {
    this.#failure = null
    this.#forget()
    return end
  }

  [Symbol.asyncIterator](): this {
    return this
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.return()
  }

  #fill(turn: Turn): void {
    this.#found = []
    this.#taken = 0
    try {
      while (!this.#isDone && this.#found.length < rowsOfTurnMax) {
        const row = this.#nextRow()
        if (row !== null) this.#found.push(this.#read(row.value))
        if (turn.passesRow()) return
      }
    } catch (error) {
      if (error !== turnIsOver) this.#end({ error })
    }
  }

  /** Null at the end of a source. */
  #nextRow(): IteratorYieldResult<Stored> | null {
    const source = this.#sources[this.#source]
    if (source === undefined) {
      this.#end(null)
      return null
    }
    source.requireOpen()
    this.#iterator ??= source.open()
    const next = this.#iterator.next()
    if (next.done !== true) return next
    this.#iterator = null
    this.#source += 1
    return null
  }

  /** An abort is told at once, whatever was found before. */
  #fail(error: unknown): void {
    if (this.#isDone && this.#taken >= this.#found.length) return
    this.#forget()
    this.#failure = { error }
  }

  #forget(): void {
    this.#found = []
    this.#taken = 0
    this.#end(null)
  }

  #end(failure: { readonly error: unknown } | null): void {
    this.#isDone = true
    this.#failure = failure
    this.#iterator?.close()
    this.#iterator = null
  }
}
