/** Every chapter, each of one subject. */
import type { Chapter } from '../chapter.ts'
import { adminGroups } from './admin-groups.ts'
import { adminTopics } from './admin-topics.ts'
import { adminTransactions } from './admin-transactions.ts'
import { badDays } from './bad-days.ts'
import { consumer } from './consumer.ts'
import { groups } from './groups.ts'
import { isolation } from './isolation.ts'
import { partitioning } from './partitioning.ts'
import { positions } from './positions.ts'
import { producer } from './producer.ts'
import { rebalances } from './rebalances.ts'
import { refusals } from './refusals.ts'
import { transactions } from './transactions.ts'

export const chapters: readonly Chapter[] = [
  producer,
  partitioning,
  refusals,
  badDays,
  transactions,
  isolation,
  consumer,
  positions,
  groups,
  rebalances,
  adminTopics,
  adminGroups,
  adminTransactions,
]
