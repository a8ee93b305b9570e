/**
 * A client in a process of its own, so that none is slowed down by what another leaves to the garbage collector.
 * It is started by its first run, which warms it up in any case.
 */
import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import path from 'node:path'
import type { Ground } from './ground.ts'

const LOAD_PROCESS = path.join(import.meta.dirname, 'load-process.ts')
/** A client that says nothing for so long has stopped. */
const ANSWER_MS_MAX = 60_000
/** Whoever does not end by then is ended: platformatic/kafka may wait for an answer without a limit. */
const END_MS_MAX = 5_000

export interface ClientLoad {
  readonly kind: 'produce' | 'consume' | 'hold'
  readonly way: string
  readonly ground: Ground
}

export class ClientProcess {
  readonly #load: ClientLoad
  #child: ChildProcess | undefined

  constructor(load: ClientLoad) {
    this.#load = load
  }

  /** Runs the load once: the number of records, or whatever else the load counts. */
  async run<Result = number>(): Promise<Result> {
    const child = await this.start()
    child.send('run')
    return (await this.#answer(child)) as Result
  }

  async close(): Promise<void> {
    const child = this.#child
    this.#child = undefined
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return
    const ended = once(child, 'exit')
    const late = setTimeout(() => child.kill('SIGKILL'), END_MS_MAX)
    if (child.connected) child.send('end')
    await ended
    clearTimeout(late)
  }

  /** Starts it if that was not done: it is connected and waits. */
  async start(): Promise<ChildProcess> {
    if (this.#child !== undefined) return this.#child
    const { kind, way, ground } = this.#load
    const child = fork(LOAD_PROCESS, [kind, way, JSON.stringify(ground)], {
      execArgv: ['--expose-gc'],
      env: { ...process.env, NODE_NO_WARNINGS: '1' },
    })
    this.#child = child
    await this.#answer(child)
    return child
  }

  async #answer(child: ChildProcess): Promise<unknown> {
    const over = new AbortController()
    const { signal } = over
    const { kind, way } = this.#load
    const late = setTimeout(
      () => over.abort(new Error(`${kind}, ${way}: no answer for ${ANSWER_MS_MAX} ms`)),
      ANSWER_MS_MAX,
    )
    const ended = (code: number | null) => over.abort(new Error(`${kind}, ${way}: the process ended with ${code}`))
    child.once('exit', ended)
    try {
      const [{ result, problem }] = (await once(child, 'message', { signal })) as [
        { result?: unknown; problem?: string },
      ]
      if (problem !== undefined) throw new Error(`${kind}, ${way}: ${problem}`)
      return result
    } catch (problem) {
      throw signal.aborted ? signal.reason : problem
    } finally {
      clearTimeout(late)
      child.off('exit', ended)
    }
  }
}
