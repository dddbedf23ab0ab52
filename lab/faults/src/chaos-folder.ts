import { appendFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** What a process does at the nth occurrence of an effect: it kills or stops itself. */
export interface ArmedCrash {
  label: string;
  nth: number;
  signal: 'SIGKILL' | 'SIGSTOP';
}

/** The service that a label such as `orders before insert orders` is of. */
export const serviceOf = (label: string): string => label.split(' ')[0] ?? '';

/** What happens to messages between the broker and a service; chances from 0 to 1, times in milliseconds. */
export interface DeliveryFaults {
  seed: number;
  /** Handed on a second to a twentieth time. */
  duplicate: number;
  /** Handed on later, so after its successors. */
  delay: number;
  longestDelayMs: number;
  /** Not handed on at its first delivery: the broker sends it again. */
  drop: number;
}

export type Disturbance = 'doubled' | 'delayed' | 'dropped';

/** A message that the broker has delivered more than once, and how long after it was published. */
export interface Redelivery {
  subject: string;
  ageMs: number;
}

/** Which processes run from a checkout of an earlier commit: those of these services, but for the ports named. */
export interface OldVersion {
  checkout: string;
  services: readonly string[];
  updatedPorts: readonly number[];
}

/**
 * The folder by which the harness and the preload inside the services talk: each file has one writer at a time,
 * and is written whole; to lists many append.
 */
export class ChaosFolder {
  constructor(readonly folder: string) {}

  /** Arms a crash in one service; it disarms itself when it strikes. */
  arm(service: string, crash: ArmedCrash): void {
    rmSync(this.file(`struck-${service}.json`), { force: true });
    this.write(`arm-${service}.json`, crash);
  }

  armed(service: string): ArmedCrash | undefined {
    return this.read<ArmedCrash>(`arm-${service}.json`);
  }

  disarm(service: string): void {
    rmSync(this.file(`arm-${service}.json`), { force: true });
  }

  /** Of several replicas that reach the same effect at the same time, one gets true. */
  strike(service: string): boolean {
    try {
      renameSync(this.file(`arm-${service}.json`), this.file(`striking-${service}.json`));
    } catch {
      return false;
    }
    this.write(`struck-${service}.json`, process.pid);
    return true;
  }

  /** The process that the crash which was armed last has struck. */
  struck(service: string): number | undefined {
    return this.read<number>(`struck-${service}.json`);
  }

  /** From now on services record the effects that they reach, in a list of this name. */
  record(list: string): void {
    this.write('recording.json', list);
  }

  stopRecording(): void {
    rmSync(this.file('recording.json'), { force: true });
  }

  /** The list in which effects are recorded now. */
  recording(): string | undefined {
    return this.read<string>('recording.json');
  }

  /** Where a service records the effects that it reached, one in a line. */
  seenFile(service: string, list: string): string {
    return this.file(`seen-${list}-${service}`);
  }

  /** Every effect in a service's list, each once. */
  seen(service: string, list: string): string[] {
    return [...new Set(this.lines(`seen-${list}-${service}`))].sort();
  }

  /** By how many milliseconds each service's clock is off. */
  setClocks(skews: Record<string, number>): void {
    this.write('clocks.json', skews);
  }

  skewOf(service: string): number {
    return this.read<Record<string, number>>('clocks.json')?.[service] ?? 0;
  }

  setDeliveryFaults(faults: DeliveryFaults | undefined): void {
    if (faults) this.write('deliveries.json', faults);
    else rmSync(this.file('deliveries.json'), { force: true });
  }

  deliveryFaults(): DeliveryFaults | undefined {
    return this.read<DeliveryFaults>('deliveries.json');
  }

  /** To be called by a service for each message that it delivers differently than it came. */
  noteDisorder(kind: Disturbance): void {
    appendFileSync(this.file('disorder'), `${kind}\n`);
  }

  /** How many messages were disturbed since the shop was started. */
  disorders(kind: Disturbance): number {
    return this.lines('disorder').filter((line) => line === kind).length;
  }

  /** To be called by a service at each delivery that is not the first. */
  noteRedelivery(redelivery: Redelivery): void {
    appendFileSync(this.file('redeliveries'), `${JSON.stringify(redelivery)}\n`);
  }

  /** All that were noted since the shop was started. */
  redeliveries(): Redelivery[] {
    return this.lines('redeliveries').map((line) => JSON.parse(line) as Redelivery);
  }

  /** Holds for each process that is started from now on. */
  setOldVersion(version: OldVersion): void {
    this.write('old-version.json', version);
  }

  oldVersion(): OldVersion | undefined {
    return this.read<OldVersion>('old-version.json');
  }

  /** Port of the proxy for each link, such as `orders>mongo`. */
  setLinks(ports: Record<string, number>): void {
    this.write('links.json', ports);
  }

  proxyPort(link: string): number | undefined {
    return this.read<Record<string, number>>('links.json')?.[link];
  }

  /** A service tells where a link leads that it now takes through the proxy. */
  setTarget(link: string, target: { host: string; port: number }): void {
    this.write(`target-${link}.json`, target);
  }

  target(link: string): { host: string; port: number } | undefined {
    return this.read<{ host: string; port: number }>(`target-${link}.json`);
  }

  private lines(name: string): string[] {
    const file = this.file(name);
    return existsSync(file) ? readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
  }

  private file(name: string): string {
    return path.join(this.folder, name);
  }

  private write(name: string, value: unknown): void {
    const temporary = this.file(`${name}.${process.pid}`);
    writeFileSync(temporary, JSON.stringify(value));
    renameSync(temporary, this.file(name));
  }

  private read<T>(name: string): T | undefined {
    try {
      return JSON.parse(readFileSync(this.file(name), 'utf8')) as T;
    } catch {
      return undefined;
    }
  }
}
