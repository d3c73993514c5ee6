// CLinux
#ifndef CAIRN_CLinux_H
#define CAIRN_CLinux_H
#endif
