import path from 'node:path';
import type { Stack } from '@ecommerce/events/stack';
import { ApiDocs } from './pages/api-docs';
import { obtainCertificate } from './gateway/certificates';
import {
  demandFittingMongod,
  forgetData,
  openDataFolder,
  readState,
  removeStaleStack,
  updateState,
} from './data/data-folder';
import { fillDemoData } from './data/demo-data';
import { makeFolder } from './data/files';
import { HotReload } from './dev/hot-reload';
import { messageOf, UserError } from '@ecommerce/events/user-error';
import { Gateway } from './gateway/gateway';
import { readIngress } from './gateway/ingress';
import { endProcesses, readLeftovers } from './supervisor/leftovers';
import { acquireLock } from './supervisor/lock';
import { LogRuns } from './logs/log-runs';
import { Mailbox } from './mailbox/mailbox';
import type { ProcessSpec } from './supervisor/managed-process';
import { namedPorts } from './ports';
import { type Plan, portNames, urlOf } from './plan';
import { planProcesses } from './programs/processes';
import { Sandbox } from './sandbox';
import { PROMETHEUS, findPrometheus } from './programs/prometheus';
import { readyScreen } from './screen';
import { loadSecrets, randomHex } from './data/secrets';
import { type Binaries } from './programs/server-specs';
import { resolveServers } from './servers';
import { CLIENT } from './services';
import { REPOSITORY, readSettings } from './settings';
import { StackFile, describeStack } from './stack-file';
import { Supervisor } from './supervisor/supervisor';
import { publicRoutes, upstreamsOf } from './gateway/upstreams';
import { Watchdog } from './supervisor/watchdog-link';

const INGRESS = path.join(REPOSITORY, 'infra/k8s/ingress/ingress.yaml');

/** What the user asked for on the command line. */
export interface StartOptions {
  /** No demo data at a first start. */
  isEmpty: boolean;
  /** Forget all data first. */
  isFresh: boolean;
  /** Hot reload. */
  isDev: boolean;
  /** Each service listens for a debugger. */
  isInspected: boolean;
  /** A Prometheus beside it. */
  isMonitored?: boolean;
}

/** The whole shop on this machine: `start` brings it up, `stop` ends it, also in the middle of its start. */
export class Shop {
  readonly #ending = new AbortController();
  #stopped?: Promise<void>;
  #release?: () => void;
  #watchdog?: Watchdog;
  #supervisor?: Supervisor;
  #hotReload?: HotReload;
  #gateway?: Gateway;
  #apiDocs?: ApiDocs;
  readonly #mailbox = new Mailbox();
  #sandbox?: Sandbox;
  #stackFile?: StackFile;
  /** There as soon as the shop is ready. */
  #describe?: () => Stack;

  constructor(
    private readonly options: StartOptions,
    private readonly say: (line: string) => void,
  ) {}

  /**
   * Brings everything up and shows the screen that says so; returns when the shop is ready.
   * @throws UserError for what the user can put right; `stop` has to be called after any error
   */
  async start(): Promise<void> {
    const settings = readSettings(process.env);
    const { dataDir } = settings;
    if (settings.hasPlaceholderKeys)
      this.say('The Stripe keys are placeholders from the documents: the sandbox takes the place of Stripe.');
    await this.#takeDataFolder(dataDir);
    const prometheus = this.options.isMonitored ? await findPrometheus(this.say) : undefined;
    const ports = await namedPorts([...portNames(settings), ...(prometheus ? [PROMETHEUS] : [])]);
    const ingress = await readIngress(INGRESS);
    const certificate = await obtainCertificate(path.join(dataDir, 'tls'), ingress.hosts);
    this.#apiDocs = new ApiDocs(ingress);
    const mail = await this.#mailbox.open();
    this.#sandbox = new Sandbox({
      dataDir,
      hosts: ingress.hosts,
      say: new LogRuns(dataDir).noting(this.say),
      stack: () => this.#describe?.(),
      supervisor: () => this.#supervisor,
    });
    const apiDocs = await this.#apiDocs.open();
    const pages = { apiDocs, mailbox: mail.url, sandbox: await this.#sandbox.open() };
    const upstreams = upstreamsOf({ settings, ports }, pages);
    const gateway = new Gateway({
      routes: publicRoutes(ingress, upstreams),
      upstreams,
      httpPort: settings.httpPort,
      httpsPort: settings.httpsPort,
      certificate,
      webSocketBackend: this.options.isDev ? CLIENT.backend : undefined,
    });
    this.#gateway = gateway;
    const { httpPort, httpsPort } = await gateway.open();
    const addresses = {
      http: `http://localhost:${httpPort}`,
      https: `https://localhost:${httpsPort}`,
      ca: certificate.caFile,
    };
    const plan: Plan = {
      settings,
      secrets: await loadSecrets(dataDir),
      controlSecret: randomHex(24),
      ports,
      isDev: this.options.isDev,
      isInspected: this.options.isInspected,
      prometheus,
      gatewayUrl: `http://127.0.0.1:${httpPort}`,
      shopUrl: addresses.http,
      mail,
    };
    const binaries = await this.#findBinaries(dataDir);
    await this.#startProcesses(plan, binaries);
    gateway.watch();
    const hasDemo = await this.#fillOnce(dataDir, plan.gatewayUrl, settings.stripe === undefined);
    this.#ending.signal.throwIfAborted();
    this.#describe = () => describeStack(plan, addresses, this.#supervisor?.pids() ?? {});
    this.#publishState();
    this.say(
      readyScreen({
        seconds: performance.now() / 1000,
        httpPort,
        httpsPort,
        hosts: ingress.hosts,
        ca: { file: certificate.caFile, issuer: certificate.issuer },
        hasDemo,
        isSandbox: settings.stripe === undefined,
        isInspected: this.options.isInspected,
        prometheusUrl: prometheus && urlOf(plan, PROMETHEUS),
        dataDir,
      }),
    );
  }

  /** Ends everything in order, within 10 s; a second call waits for the first. */
  stop(): Promise<void> {
    this.#ending.abort(new UserError('Stopped while starting', 1));
    this.#stopped ??= this.#stopInOrder();
    return this.#stopped;
  }

  /** Ends every process at once: for a user who does not want to wait for a stop under way. */
  kill(): void {
    this.#supervisor?.kill();
  }

  async #stopInOrder(): Promise<void> {
    this.#hotReload?.close();
    this.#stackFile?.remove();
    await this.#gateway?.close();
    await this.#apiDocs?.close();
    await this.#sandbox?.close();
    await this.#supervisor?.stop();
    await this.#mailbox.close();
    await this.#watchdog?.close();
    this.#release?.();
  }

  async #takeDataFolder(dataDir: string): Promise<void> {
    try {
      makeFolder(dataDir);
      this.#release = acquireLock(dataDir);
      await removeStaleStack(dataDir);
    } catch (error) {
      if (error instanceof UserError) throw error;
      throw new UserError(`${dataDir} cannot be used as data folder: ${messageOf(error)}`, 1);
    }
    const leftovers = await readLeftovers(processListOf(dataDir));
    if (leftovers.length > 0) {
      this.say(`Ending ${leftovers.length} processes that an earlier start left behind…`);
      await endProcesses(leftovers);
    }
    if (this.options.isFresh) await forgetData(dataDir);
    await openDataFolder(dataDir);
    new LogRuns(dataDir).begin(new Date());
  }

  async #findBinaries(dataDir: string): Promise<Binaries> {
    const { mongod, natsStreaming } = await resolveServers(this.say, this.#ending.signal);
    await demandFittingMongod(dataDir, mongod.version);
    return { mongod: mongod.path, natsStreaming: natsStreaming.path };
  }

  /** All at once: each waits by itself for what it needs, except for what its spec names. */
  async #startProcesses(plan: Plan, binaries: Binaries): Promise<void> {
    this.#ending.signal.throwIfAborted();
    const { dataDir } = plan.settings;
    this.#stackFile = new StackFile(dataDir);
    const say = new LogRuns(dataDir).noting(this.say);
    this.#watchdog = new Watchdog(processListOf(dataDir), [this.#stackFile.file], say);
    const supervisor = new Supervisor({
      say,
      started: (name) => this.#started(plan, name),
      watchdog: this.#watchdog,
    });
    this.#supervisor = supervisor;
    const specs = planProcesses(plan, binaries);
    this.say(`Starting ${specs.map(({ name }) => name).join(', ')}…`);
    await Promise.all(
      specs.map(async (spec) => {
        for (const name of spec.after ?? []) await supervisor.ready(name);
        supervisor.start(plan.isDev ? this.#observed(spec) : spec);
        await supervisor.ready(spec.name);
      }),
    );
    if (plan.isDev) this.#hotReload = new HotReload(specs, supervisor, this.say);
  }

  /** Under development the terminal shows what our own programs write. */
  #observed(spec: ProcessSpec): ProcessSpec {
    const isOurs = spec.command === process.execPath;
    return isOurs ? { ...spec, echo: (line) => this.say(`[${spec.name}] ${line}`) } : spec;
  }

  #started(plan: Plan, name: string): void {
    if (plan.ports.has(name)) this.#gateway?.started(urlOf(plan, name));
    this.#publishState();
  }

  #publishState(): void {
    if (this.#describe) this.#stackFile?.write(this.#describe());
  }

  /** A first start fills the shop, unless it was not wanted; one that was interrupted is taken up again. */
  async #fillOnce(dataDir: string, gateway: string, mayPay: boolean): Promise<boolean> {
    let { demo } = await readState(dataDir);
    if (demo === undefined && this.options.isEmpty) demo = 'unwanted';
    if (demo === undefined) {
      this.say('Filling the shop with a demo catalogue…');
      await fillDemoData(gateway, mayPay, this.#ending.signal);
      demo = 'filled';
    }
    await updateState(dataDir, { demo });
    return demo === 'filled';
  }
}

function processListOf(dataDir: string): string {
  return path.join(dataDir, 'processes.json');
}
