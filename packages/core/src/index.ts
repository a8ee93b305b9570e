/**
 * The entry point `@millrace/core`: a broker to start within a program. Record batches are in `./records`, the
 * wire protocol in `./protocol`; what every user of either meets is here.
 */
export type { BrokerConfig } from './broker/broker-config.ts'
export {
  BrokerConfigError,
  brokerSettingNames,
  type GivenSettings,
} from './broker/configs/given-settings.ts'
export { TopicRefusedError } from './broker/topics/topic-rules.ts'
export { DecodeError, type DecodeErrorCode, EncodeError, type EncodeErrorCode } from './bytes/errors.ts'
export { type RunningBroker, type StartBrokerOptions, type StartTopic, startBroker } from './embedded.ts'
export { LockedError } from './host/disk.ts'
export { type LogFields, type Logger, plainLogger, silentLogger } from './host/logger.ts'
export { SocketError } from './host/sockets.ts'
export { ForeignDirectoryError } from './log/directory-owner.ts'
