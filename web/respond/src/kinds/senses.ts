import { kind } from '../core';
import { grid } from '../parts/grid';

kind('senses', grid);
