/** Replays a line of `errors.jsonl`: the protocol's errors, as Java's clients know them. */
import assert from 'node:assert/strict'
import { errorByCode } from '@millrace/core/protocol'

export interface ErrorLine {
  readonly code: number
  readonly name: string
  readonly retriable: boolean
}

export function replayErrorLine({ code, name, retriable }: ErrorLine): void {
  const error = errorByCode(code)
  assert.deepStrictEqual([error.name, error.retriable], [name, retriable])
}
