/** The route of requests about partitions: to the leader of each. */
import type { ClientError } from '../../errors.ts'
import type { TopicPartition } from '../../groups/assignment.ts'
import { legsOf, type Plan, type Route } from '../route.ts'
import type { Leaders } from './leaders.ts'

export class LeaderRoute implements Route<string> {
  readonly #leaders: Leaders
  readonly #partitions: ReadonlyMap<string, TopicPartition>

  constructor(leaders: Leaders, partitions: ReadonlyMap<string, TopicPartition>) {
    this.#leaders = leaders
    this.#partitions = partitions
  }

  async plan(names: readonly string[]): Promise<Plan<string>> {
    const wanted = names.map((name) => [name, this.#partition(name)] as const)
    const unknown = await this.#leaders.learn(wanted.map(([, partition]) => partition))
    const ways: [string, number][] = []
    const problems = new Map<string, ClientError>()
    for (const [name, partition] of wanted) {
      const leader = unknown.get(partition.topic) ?? this.#leaders.of(partition)
      if (typeof leader === 'number') ways.push([name, leader])
      else problems.set(name, leader)
    }
    return { legs: legsOf(ways, (leaderId) => this.#leaders.cluster.link(leaderId)), problems }
  }

  failed(names: readonly string[]): void {
    for (const name of names) this.#leaders.forget(this.#partition(name).topic)
  }

  #partition(name: string): TopicPartition {
    const partition = this.#partitions.get(name)
    if (partition === undefined) throw new Error(`${name}: expected a partition of this call`)
    return partition
  }
}
