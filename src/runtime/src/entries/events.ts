export { onEvent } from "../events/emitter.ts";
export type {
  AllocationEvent,
  BypassEvent,
  CrossTenantEvent,
  DuplicateEvent,
  RefusedEvent,
  SequenceErrorEvent,
  TenantEvent,
} from "../events/events.ts";
