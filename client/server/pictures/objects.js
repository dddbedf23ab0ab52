'use strict';

/** Everything that can be drawn, on a canvas of 400 by 400; it stands on a floor at y = 310. */
const OBJECTS = {
  ...require('./objects-home'),
  ...require('./objects-away'),
  ...require('./objects-desk'),
};

module.exports = { OBJECTS };
