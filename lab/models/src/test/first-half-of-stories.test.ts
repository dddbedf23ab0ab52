import { itKeepsEveryPromise } from './stories';

itKeepsEveryPromise(0);
