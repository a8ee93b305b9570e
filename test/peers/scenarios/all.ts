/** The scenarios that need nothing but Node, and those that need a program of the machine's besides. */
import type { Scenario } from '../scenario.ts'
import { kafkajsAdmin } from './kafkajs-admin.ts'
import { kafkajsGroups } from './kafkajs-groups.ts'
import { kafkajsRecords } from './kafkajs-records.ts'
import { kafkajsTransactions } from './kafkajs-transactions.ts'
import { kcatGroups, kcatRecords, kcatTransactions } from './kcat.ts'
import { kcatRebalance } from './kcat-rebalance.ts'
import { platformaticAdmin } from './platformatic-admin.ts'
import { platformaticGroups } from './platformatic-groups.ts'
import { platformaticRecords } from './platformatic-records.ts'
import { platformaticTransactions } from './platformatic-transactions.ts'

export const nodeScenarios: readonly Scenario[] = [
  kafkajsAdmin,
  kafkajsRecords,
  kafkajsGroups,
  kafkajsTransactions,
  platformaticAdmin,
  platformaticRecords,
  platformaticGroups,
  platformaticTransactions,
]

export const kcatScenarios: readonly Scenario[] = [kcatRecords, kcatTransactions, kcatGroups, kcatRebalance]
