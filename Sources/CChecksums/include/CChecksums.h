// CChecksums
#ifndef CAIRN_CChecksums_H
#define CAIRN_CChecksums_H
#endif
