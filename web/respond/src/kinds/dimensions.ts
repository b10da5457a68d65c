import { kind } from '../core';
import { grid } from '../parts/grid';

kind('dimensions', grid);
