/**
 * What several grouped streams are aggregated into: the aggregations of all streams share one store, and their
 * changes flow together here. Whoever looks a value up looks into that store.
 */
import type { Change } from '../../record/change.ts'
import { passThrough } from '../operators/pass-through.ts'
import type { Processor } from '../processor.ts'
import type { TableOperator } from '../table-operator.ts'
import type { ValueGetterSupplier } from '../value-getter.ts'

export class Cogroup<K, A> implements TableOperator<K, A, K, Change<A>> {
  readonly #aggregations: readonly [TableOperator<K, A>, ...TableOperator<K, A>[]]

  constructor(aggregations: readonly [TableOperator<K, A>, ...TableOperator<K, A>[]]) {
    this.#aggregations = aggregations
  }

  makeProcessor(): Processor<K, Change<A>, K, Change<A>> {
    return passThrough<K, Change<A>>()()
  }

  view(): ValueGetterSupplier<K, A> {
    return this.#aggregations[0].view()
  }

  sendOldValues(force: boolean): boolean {
    for (const aggregation of this.#aggregations) aggregation.sendOldValues(force)
    return true
  }
}
