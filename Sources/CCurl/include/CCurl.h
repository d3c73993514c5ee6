// CCurl
#ifndef CAIRN_CCurl_H
#define CAIRN_CCurl_H
#endif
