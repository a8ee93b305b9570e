/**
 * A store that cannot be read from outside, here and now. The remedy is with whoever asks: ask again, or another instance,
 * or for something else. `retriable` says whether the same question may have an answer later.
 */
import type { StorePlan } from './local-stores.ts'
import type { Position } from './position.ts'

export type QueryErrorCode = 'UNKNOWN_STORE' | 'WRONG_KIND' | 'NOT_HERE' | 'NOT_READY' | 'MOVED' | 'BEHIND'

const lasting: readonly QueryErrorCode[] = ['UNKNOWN_STORE', 'WRONG_KIND']

export class QueryError extends Error {
  override readonly name = 'QueryError'
  readonly code: QueryErrorCode
  readonly store: string
  readonly retriable: boolean

  constructor(code: QueryErrorCode, store: string, problem: string) {
    super(`store ${store}: ${problem}`)
    this.code = code
    this.store = store
    this.retriable = !lasting.includes(code)
  }

  static unknown(store: string, known: Iterable<string>): QueryError {
    const names = [...known].join(', ') || 'none'
    return new QueryError('UNKNOWN_STORE', store, `no processor of the topology uses such a store; there are: ${names}`)
  }

  static unnamed(): QueryError {
    const problem = "a table has a store of its own if it is given a name for it, such as { store: 'latest' }"
    return new QueryError('UNKNOWN_STORE', '(unnamed)', problem)
  }

  static wrongKind({ name, kind }: StorePlan, wanted: string, methods: readonly string[]): QueryError {
    const remedy = methods.length === 0 ? 'nobody but its operator reads it' : `ask for it by ${methods.join(' or ')}`
    return new QueryError('WRONG_KIND', name, `is a ${kind} store, and ${wanted} was asked for: ${remedy}`)
  }

  static notHere(store: string, { wanted, here }: { wanted: readonly number[]; here: readonly number[] }): QueryError {
    const asked = wanted.length === 0 ? 'none of its partitions is' : `partition ${wanted.join(', ')} is not`
    const found = here.length === 0 ? 'here there is none' : `here are ${here.join(', ')}`
    return new QueryError('NOT_HERE', store, `${asked} with this instance, ${found}: ask the instance that has it`)
  }

  static notReady(store: string, at: { partition: number; condition: string }): QueryError {
    const { partition, condition } = at
    const problem = `partition ${partition} is expected to be running, found ${condition}`
    return new QueryError('NOT_READY', store, `${problem}: ask again, or with stale: true for what is there already`)
  }

  static moved(store: string, partition: number): QueryError {
    const problem = `partition ${partition} was closed, and may have moved to another instance: ask again, or there`
    return new QueryError('MOVED', store, problem)
  }

  static behind(store: string, at: { partition: number; position: Position; bound: Position }): QueryError {
    const { partition, position, bound } = at
    const found = `found ${JSON.stringify(position)}`
    const problem = `partition ${partition} is expected to be at ${JSON.stringify(bound)}, ${found}: ask again`
    return new QueryError('BEHIND', store, problem)
  }
}
