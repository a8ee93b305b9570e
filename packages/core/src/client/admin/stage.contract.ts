/** What the tests of the admin play on: a broker with controls, and an admin of it with short pauses. */
import { ControlledBroker, silentLogger } from '../../testing.ts'
import { Admin, type AdminOptions } from './admin.ts'

export interface Stage extends AsyncDisposable {
  readonly broker: ControlledBroker
  readonly admin: Admin
}

export async function open(
  options: Parameters<typeof ControlledBroker.start>[0] = {},
  adminOptions: Partial<AdminOptions> = {},
): Promise<Stage> {
  const broker = await ControlledBroker.start({ logger: silentLogger, ...options })
  const admin = new Admin({
    brokers: [broker.address],
    logger: silentLogger,
    retryBackoffMs: 1,
    reconnectBackoffMs: 1,
    callTimeoutMs: 20_000,
    ...adminOptions,
  })
  const close = async () => {
    await admin.close()
    await broker.close()
  }
  return { broker, admin, [Symbol.asyncDispose]: close }
}
