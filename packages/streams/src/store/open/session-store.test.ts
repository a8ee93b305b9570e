/** Every form of session store passes the contract. */
import { sessionStoreContract } from './session-store.contract.ts'

const times = { retentionMs: 100, segmentIntervalMs: 50 }

for (const place of ['disk', 'memory'] as const) {
  for (const caching of [false, true]) {
    for (const keepsHeaders of [false, true]) {
      const form = { ...times, place, caching, keepsHeaders, logging: true }
      const name = ['in', place, caching && 'cached', keepsHeaders && 'with headers'].filter(Boolean).join(' ')
      sessionStoreContract(name, { ...form, isTimeOrdered: false })
      sessionStoreContract(`${name}, by time`, { ...form, isTimeOrdered: true })
    }
  }
  const form = { ...times, place, caching: true, keepsHeaders: false, logging: false, isTimeOrdered: false }
  sessionStoreContract(`in ${place} without changelog`, form)
}
