#ifndef CAIRN_CZSTD_H
#define CAIRN_CZSTD_H

// The system's libzstd; what Swift cannot import (macros) gets a function here.
#include <zstd.h>

#endif
