/** A broker and its clients for as long as something runs on them; neither is left behind, whatever happens. */
import { Broker } from './broker.ts'
import { Clients } from './clients.ts'

/** Runs Kafka on a folder. Unless it was ended before, it is stopped properly at the end, and killed after a failure. */
export async function withBroker(
  folder: string,
  run: (clients: Clients, broker: Broker) => Promise<void>,
): Promise<void> {
  const broker = await Broker.start(folder)
  try {
    const clients = await Clients.start(broker.bootstrap)
    try {
      await run(clients, broker)
    } finally {
      await clients.end()
    }
    await broker.stop()
  } finally {
    await broker.kill()
  }
}
