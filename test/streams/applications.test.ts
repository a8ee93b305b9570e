/** Applications on our own broker. */
import { applicationsContract } from './applications-contract.ts'
import { embeddedCluster } from './cluster.ts'

applicationsContract(embeddedCluster)
