import type { BusMessage } from '../messaging/event-bus';

/** One member of a group: a subscription of one bus. */
interface Member {
  /** Unacknowledged messages it takes at a time. */
  maxInFlight: number;
  ackWaitMs: number;
  /** Must return at once and not throw. */
  deliver(message: BusMessage, acknowledge: () => void): void;
}

/** What the broker tells a bus about itself. */
interface Attendance {
  started(): void;
  stopped(): void;
}

/**
 * The memory that several MemoryBus objects share: a log for each subject and, for each group, what it has not
 * acknowledged. Behaves as NATS Streaming does with durable queue groups; lives as long as the object.
 */
export class MemoryBroker {
  private readonly logs = new Map<string, BusMessage[]>();
  private readonly groups = new Map<string, Group>();
  private readonly attendances = new Set<Attendance>();
  private up = true;

  isUp(): boolean {
    return this.up;
  }

  /** Goes away as a killed broker does: keeps its data, forgets its members. */
  stop(): void {
    this.up = false;
    for (const group of this.groups.values()) group.dismissAll();
    for (const attendance of this.attendances) attendance.stopped();
  }

  start(): void {
    this.up = true;
    for (const attendance of this.attendances) attendance.started();
  }

  /** What a stopped broker whose disk was lost comes back with: nothing. */
  loseData(): void {
    this.logs.clear();
    this.groups.clear();
  }

  attend(attendance: Attendance): () => void {
    this.attendances.add(attendance);
    return () => this.attendances.delete(attendance);
  }

  store(subject: string, data: string): void {
    const log = this.log(subject);
    const message = { subject, data, sequence: log.length + 1, time: new Date(), redelivered: false };
    log.push(message);
    for (const group of this.groups.values()) if (group.subject === subject) group.take(message);
  }

  /** All that it has of a subject, oldest first. */
  read(subject: string): readonly BusMessage[] {
    return this.logs.get(subject) ?? [];
  }

  /** A group that is new gets all there is; one that was here before goes on where it was. */
  join(subject: string, queueGroup: string, member: Member): () => void {
    const key = `${subject} ${queueGroup}`;
    let group = this.groups.get(key);
    if (!group) {
      group = new Group(subject, this.log(subject));
      this.groups.set(key, group);
    }
    group.add(member);
    return () => group.dismiss(member);
  }

  private log(subject: string): BusMessage[] {
    let log = this.logs.get(subject);
    if (!log) this.logs.set(subject, (log = []));
    return log;
  }
}

interface InFlight {
  member: Member;
  message: BusMessage;
  timer: NodeJS.Timeout;
}

/** The members of a queue group share its messages; what one does not acknowledge in time goes to the next. */
class Group {
  private readonly waiting: BusMessage[];
  private readonly inFlight = new Map<number, InFlight>();
  private members: Member[] = [];

  constructor(
    readonly subject: string,
    log: readonly BusMessage[],
  ) {
    this.waiting = [...log];
  }

  add(member: Member): void {
    this.members.push(member);
    this.deal();
  }

  take(message: BusMessage): void {
    this.waiting.push(message);
    this.deal();
  }

  dismiss(member: Member): void {
    this.members = this.members.filter((other) => other !== member);
    const left = [...this.inFlight.values()].filter((delivery) => delivery.member === member);
    for (const delivery of left) this.takeBack(delivery);
    this.deal();
  }

  dismissAll(): void {
    for (const member of this.members) this.dismiss(member);
  }

  private deal(): void {
    while (this.waiting.length > 0) {
      const index = this.members.findIndex((member) => this.load(member) < member.maxInFlight);
      const [member] = index < 0 ? [] : this.members.splice(index, 1);
      if (!member) return;
      this.members.push(member); // next time it is the others' turn
      this.hand(this.waiting.shift()!, member);
    }
  }

  private hand(message: BusMessage, member: Member): void {
    const { sequence } = message;
    const delivery: InFlight = {
      member,
      message,
      timer: setTimeout(() => {
        this.takeBack(delivery);
        this.deal();
      }, member.ackWaitMs).unref(),
    };
    this.inFlight.set(sequence, delivery);
    // In a turn of its own, as from a socket: never within the call that published.
    setImmediate(() => {
      if (this.inFlight.get(sequence) === delivery) {
        member.deliver(message, () => this.acknowledge(sequence));
      }
    });
  }

  /** Whoever had it: an acknowledgement that comes after the time is over counts as well. */
  private acknowledge(sequence: number): void {
    const delivery = this.inFlight.get(sequence);
    if (delivery) {
      clearTimeout(delivery.timer);
      this.inFlight.delete(sequence);
    } else {
      const index = this.waiting.findIndex((message) => message.sequence === sequence);
      if (index >= 0) this.waiting.splice(index, 1);
    }
    this.deal();
  }

  private takeBack({ message, timer }: InFlight): void {
    clearTimeout(timer);
    this.inFlight.delete(message.sequence);
    this.waiting.unshift({ ...message, redelivered: true });
  }

  private load(member: Member): number {
    return [...this.inFlight.values()].filter((delivery) => delivery.member === member).length;
  }
}
