/** What a fixed-key processor sees of its task: all that others see, but that its records must keep their keys. */
import { FixedKeyRecord } from '../record/fixed-key-record.ts'
import type { StateStore } from '../store/contract/state-store.ts'
import type {
  Cancellable,
  FixedKeyProcessorContext,
  ProcessorContext,
  PunctuationOptions,
  Punctuator,
  RecordMetadata,
} from './processor-context.ts'

export class FixedKeyContext<K, VOut> implements FixedKeyProcessorContext<K, VOut> {
  readonly #context: ProcessorContext<K, VOut>

  constructor(context: ProcessorContext<K, VOut>) {
    this.#context = context
  }

  forward(record: FixedKeyRecord<K, VOut>, child?: string): void {
    const inner = FixedKeyRecord.recordOf(record)
    if (inner === null) {
      throw new TypeError(
        'a fixed-key processor forwards what it was given, or what was made of it by withValue, withTimestamp or ' +
          'withHeaders; a record of its own making could have another key, for which there is process()',
      )
    }
    this.#context.forward(inner, child)
  }

  get applicationId(): string {
    return this.#context.applicationId
  }

  get taskId(): string {
    return this.#context.taskId
  }

  get appConfig(): Readonly<Record<string, unknown>> {
    return this.#context.appConfig
  }

  get recordMetadata(): RecordMetadata {
    return this.#context.recordMetadata
  }

  get currentStreamTimeMs(): number {
    return this.#context.currentStreamTimeMs
  }

  get currentSystemTimeMs(): number {
    return this.#context.currentSystemTimeMs
  }

  getStateStore<Store extends StateStore>(name: string): Store {
    return this.#context.getStateStore<Store>(name)
  }

  schedule(options: PunctuationOptions, punctuator: Punctuator): Cancellable {
    return this.#context.schedule(options, punctuator)
  }

  commit(): void {
    this.#context.commit()
  }

  dropped(reason: string): void {
    this.#context.dropped(reason)
  }
}
