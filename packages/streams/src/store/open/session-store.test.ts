/** Every form of session store passes the contract. */
import { everySessionStore } from './every-form.contract.ts'

for (const place of ['disk', 'memory'] as const) everySessionStore(place)
