/**
 * An operator that waits: each record's function is called, and when it has answered the record goes on, in the
 * context that it came in. What fails for good is a processing failure of this node, on that record.
 */
import type { StreamRecord } from '../../record/stream-record.ts'
import { Operator } from '../operators/operator.ts'
import type { ProcessorSupplier } from '../processor.ts'
import type { OperatorContext, ProcessorContext, Suspended } from '../processor-context.ts'
import { type AsyncFunction, type AsyncLimits, type AsyncOptions, limitsOf } from './async-options.ts'
import { Job, type Outcome } from './job.ts'
import { keyIdentity } from './key-identity.ts'
import type { Lane } from './lane.ts'

/** What goes on of a record when its function has answered. */
type Emit<K, V, R, VOut> = (context: OperatorContext<K, VOut>, record: StreamRecord<K, V>, result: R) => void

interface AsyncOperatorOptions<K, V, R, VOut> {
  readonly call: AsyncFunction<K, V, R>
  readonly emit: Emit<K, V, R, VOut>
  readonly limits: AsyncLimits
  readonly onError: AsyncOptions['onError']
}

export function asyncOperator<K, V, R, VOut>(
  call: AsyncFunction<K, V, R>,
  emit: Emit<K, V, R, VOut>,
  options: AsyncOptions,
): ProcessorSupplier<K, V, K, VOut> {
  const limits = limitsOf(options)
  return () => new AsyncOperator({ call, emit, limits, onError: options.onError })
}

class AsyncOperator<K, V, R, VOut> extends Operator<K, V, K, VOut> {
  readonly #options: AsyncOperatorOptions<K, V, R, VOut>
  #lane!: Lane

  constructor(options: AsyncOperatorOptions<K, V, R, VOut>) {
    super()
    this.#options = options
  }

  override init(context: ProcessorContext<K, VOut>): void {
    super.init(context)
    this.#lane = this.context.pendingWork.addLane(this.#options.limits)
  }

  process(record: StreamRecord<K, V>): void {
    const suspended = this.context.suspend(record)
    this.#lane.submit(
      new Job({
        identity: keyIdentity(record.key),
        call: (call) => this.#options.call(record.value, record.key, call),
        deliver: (outcome) => this.#deliver(record, suspended, outcome),
      }),
    )
  }

  close(): void {
    this.#lane.abort()
  }

  #deliver(record: StreamRecord<K, V>, suspended: Suspended, outcome: Outcome): void {
    const { emit, onError } = this.#options
    const action = () => {
      if (!outcome.isDone) throw outcome.cause
      emit(this.context, record, outcome.value as R)
    }
    // What a child of this node fails on has been decided there, by what the application says.
    this.context.resume(suspended, { action, onError: outcome.isDone ? undefined : onError })
  }
}
