/**
 * kafkajs 2.2 sets a timer of less than nothing with every connection, of which Node 24 warns. Nobody can do anything
 * about it but kafkajs, so this warning, from there, is not shown; all others are, as Node shows them.
 */
const KAFKAJS = /[\\/]node_modules[\\/]kafkajs[\\/]/

export function muteTimersOfKafkajs(): void {
  const shown = process.listeners('warning')
  process.removeAllListeners('warning')
  process.on('warning', (warning) => {
    if (warning.name === 'TimeoutNegativeWarning' && KAFKAJS.test(warning.stack ?? '')) return
    for (const show of shown) show.call(process, warning)
  })
}
