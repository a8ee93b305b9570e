/**
 * The processor of a global store asked for a time that only tasks have: its records come as they are written, out of
 * step with all streams. The remedy is in the processor: it can ask for the record's time, or for the wall clock's.
 */
export class GlobalProcessorError extends Error {
  override readonly name = 'GlobalProcessorError'
  readonly code = 'NO_TIME'

  constructor(node: string, wish: string) {
    super(`processor ${node} feeds a global store: there is no ${wish} for it`)
  }
}
