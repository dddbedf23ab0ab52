import { runCommand } from '@ecommerce/events/operate/run-command';
import { measureBus } from './bus/measure';
import { HELP, readCommand } from './command-line';
import { measureFigures } from './figures';
import { measureGrowth } from './growth/measure';
import { measureMarketplace } from './marketplace/measure';
import { measureMemory } from './memory/measure';
import { measurePages } from './pages/measure';
import { profileRoutes } from './profile/measure';
import { measureRequests } from './requests/measure';
import { measureRoundTrips } from './round-trips/measure';
import { measureStreams } from './streams/measure';

runCommand(async (args) => {
  const command = readCommand(args);
  if (command.name === 'help') console.log(HELP);
  if (command.name === 'requests') await measureRequests(command);
  if (command.name === 'figures') {
    await measureRequests({ isQuick: false, isGate: false });
    await measurePages();
    await measureBus();
    await measureFigures();
  }
  if (command.name === 'pages') await measurePages();
  if (command.name === 'bus') await measureBus();
  if (command.name === 'marketplace') await measureMarketplace();
  if (command.name === 'memory') await measureMemory(command.minutes);
  if (command.name === 'profile') await profileRoutes();
  if (command.name === 'growth') await measureGrowth();
  if (command.name === 'streams') await measureStreams();
  if (command.name === 'round-trips') await measureRoundTrips(command);
  return 0;
});
