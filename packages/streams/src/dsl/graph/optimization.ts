/** What may be optimized when a topology is built; each changes what topics and stores the topology has. */
export type Optimization = 'reuse.ktable.source.topics' | 'merge.repartition.topics' | 'single.store.self.join'

export type OptimizationChoice = 'none' | 'all' | readonly Optimization[]

const all: readonly Optimization[] = [
  'reuse.ktable.source.topics',
  'merge.repartition.topics',
  'single.store.self.join',
]

export function optimizationsOf(choice: OptimizationChoice): ReadonlySet<Optimization> {
  if (choice === 'none') return new Set()
  return new Set(choice === 'all' ? all : choice)
}
