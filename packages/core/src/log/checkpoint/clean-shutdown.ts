/**
 * That a data directory was closed properly, and needs no recovery: there is such a file. It is removed
 * when the directory is opened. It may tell in which broker epoch it was; Kafka before 3.6 left it
 * empty, so a file in which no epoch can be found is no error.
 */
import type { TextFormat } from './checkpoint.ts'

/** The file in a data directory that has this format. */
export const CLEAN_SHUTDOWN = '.kafka_cleanshutdown'

const VERSION = 0

/** The epoch that a controller gave the broker; -1 where there is none. */
export const cleanShutdownFormat: TextFormat<{ readonly brokerEpoch: number }> = {
  print: ({ brokerEpoch }) => JSON.stringify({ version: VERSION, brokerEpoch }),
  parse(text) {
    const brokerEpoch = /"brokerEpoch"\s*:\s*(-?\d{1,15})\b/.exec(text)?.[1]
    return { brokerEpoch: brokerEpoch === undefined ? -1 : Number(brokerEpoch) }
  },
}
