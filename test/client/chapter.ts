/**
 * Facts about our client that hold at every broker, gathered by subject: said once here, held against each cluster
 * by `client-contract.ts`. Each has a stage of its own on the cluster, whose brokers all share.
 */
import type { ExecutionContext } from 'ava'
import type { Stage } from './stage.ts'

export interface Fact {
  readonly title: string
  readonly isTrue: (t: ExecutionContext, stage: Stage) => Promise<void>
}

export class Chapter {
  readonly subject: string
  readonly facts: Fact[] = []

  constructor(subject: string) {
    this.subject = subject
  }

  fact(title: string, isTrue: Fact['isTrue']): void {
    this.facts.push({ title, isTrue })
  }
}
