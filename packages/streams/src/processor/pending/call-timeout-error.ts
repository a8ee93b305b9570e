/** A call of an asynchronous operator took longer than it may. The remedy is a longer timeout, or in what it calls. */
export class CallTimeoutError extends Error {
  override readonly name = 'CallTimeoutError'
  readonly code = 'TIMED_OUT'

  constructor(timeoutMs: number, attempts: number) {
    super(`no answer within ${timeoutMs} ms, at attempt ${attempts}`)
  }
}
