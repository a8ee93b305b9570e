/**
 * The entry point `@millrace/core/broker`: a broker to start within a program, without the clients, for those who
 * want it to be there soon. All of it is in `@millrace/core` too.
 */
export type { BrokerConfig } from './broker/broker-config.ts'
export { BrokerConfigError, brokerSettingNames, type GivenSettings } from './broker/configs/given-settings.ts'
export { TopicRefusedError } from './broker/topics/topic-rules.ts'
export { type RunningBroker, type StartBrokerOptions, type StartTopic, startBroker } from './embedded.ts'
export { LockedError } from './host/disk.ts'
export { type LogFields, type Logger, plainLogger, silentLogger } from './host/logger.ts'
export { SocketError } from './host/sockets.ts'
export { ForeignDirectoryError } from './log/directory-owner.ts'
