/* A program that calls a COM object as Visual Basic does: late bound, arguments and answers as VARIANTs, arrays of
 * VARIANTs with bounds from 1. It reads commands from its standard input, a line each, and answers on its standard
 * output: client.py speaks with it.
 *
 *   create PROGID                 CreateObject
 *   activate LIBRARY COMMAND      what xlwings' own macros do in place of it
 *   release                       Set object = Nothing
 *   call NAME REPEATS COUNT       followed by COUNT values; the name #NUMBER is called without asking for its number,
 *                                 #0 is the object itself, object(...)
 *   window                        Application.Hwnd, and the number of the process
 *
 * A value is a line: d NUMBER, t TEXT (UTF-16 in hexadecimal), b 0 or 1, e ERROR, n (Empty), o (Nothing), v COUNT
 * followed by its elements (one dimension, from 0), a ROWS COLUMNS followed by its cells, row by row, r followed by a
 * value that is passed by reference.
 * An answer is "ok MILLISECONDS", with the values returned if there are any, or "failed CODE MILLISECONDS".
 */
#define COBJMACROS
#include <windows.h>
#include <oleauto.h>
#include <stdio.h>
#include <stdlib.h>

static char *line;
static size_t room;

static int next_line(void)
{
    size_t used = 0;
    int letter;
    while ((letter = getchar()) != EOF && letter != '\n') {
        if (used + 2 > room)
            line = realloc(line, room = room ? 2 * room : 256);
        line[used++] = (char)letter;
    }
    if (!line)
        line = realloc(line, room = 256);
    line[used] = 0;
    return letter != EOF || used > 0;
}

static BSTR text_in(const char *hexadecimal)
{
    size_t count = strlen(hexadecimal) / 4;
    BSTR text = SysAllocStringLen(NULL, (UINT)count);
    for (size_t i = 0; i < count; i++) {
        unsigned unit;
        sscanf(hexadecimal + 4 * i, "%4x", &unit);
        text[i] = (OLECHAR)unit;
    }
    return text;
}

static VARIANT read_value(void)
{
    VARIANT value;
    VariantInit(&value);
    if (!next_line())
        exit(2);
    switch (line[0]) {
    case 'd':
        V_VT(&value) = VT_R8;
        V_R8(&value) = strtod(line + 2, NULL);
        break;
    case 't':
        V_VT(&value) = VT_BSTR;
        V_BSTR(&value) = text_in(line + 2);
        break;
    case 'b':
        V_VT(&value) = VT_BOOL;
        V_BOOL(&value) = line[2] == '1' ? VARIANT_TRUE : VARIANT_FALSE;
        break;
    case 'e':
        V_VT(&value) = VT_ERROR;
        V_ERROR(&value) = (SCODE)strtoll(line + 2, NULL, 10);
        break;
    case 'o':
        V_VT(&value) = VT_DISPATCH;
        break;
    case 'v': {
        SAFEARRAYBOUND bound = {(ULONG)atol(line + 2), 0};
        SAFEARRAY *array = SafeArrayCreate(VT_VARIANT, 1, &bound);
        for (LONG i = 0; i < (LONG)bound.cElements; i++) {
            VARIANT cell = read_value();
            SafeArrayPutElement(array, &i, &cell);
            VariantClear(&cell);
        }
        V_VT(&value) = VT_ARRAY | VT_VARIANT;
        V_ARRAY(&value) = array;
        break;
    }
    case 'r': {
        VARIANT *held = malloc(sizeof *held);
        *held = read_value();
        if (V_ISARRAY(held)) {
            V_VT(&value) = VT_BYREF | VT_VARIANT;
            V_VARIANTREF(&value) = held;
        } else {
            V_VT(&value) = VT_BYREF | V_VT(held);
            V_BYREF(&value) = &V_I8(held);
        }
        break;
    }
    case 'a': {
        SAFEARRAYBOUND bounds[2] = {{0, 1}, {0, 1}};
        sscanf(line + 2, "%lu %lu", &bounds[0].cElements, &bounds[1].cElements);
        LONG rows = (LONG)bounds[0].cElements, columns = (LONG)bounds[1].cElements;
        SAFEARRAY *array = SafeArrayCreate(VT_VARIANT, 2, bounds);
        for (LONG row = 1; row <= rows; row++)
            for (LONG column = 1; column <= columns; column++) {
                LONG at[2] = {row, column};
                VARIANT cell = read_value();
                SafeArrayPutElement(array, at, &cell);
                VariantClear(&cell);
            }
        V_VT(&value) = VT_ARRAY | VT_VARIANT;
        V_ARRAY(&value) = array;
        break;
    }
    }
    return value;
}

static void write_value(VARIANT *value)
{
    switch (V_VT(value)) {
    case VT_R8:
        printf("d %.17g\n", V_R8(value));
        return;
    case VT_I4:
        printf("i %ld\n", (long)V_I4(value));
        return;
    case VT_BSTR: {
        UINT count = SysStringLen(V_BSTR(value));
        printf("t ");
        for (UINT i = 0; i < count; i++)
            printf("%04x", V_BSTR(value)[i]);
        printf("\n");
        return;
    }
    case VT_BOOL:
        /* Visual Basic's TRUE is -1 alone: of another number both it and its Not are true. */
        printf("b %d\n", V_BOOL(value) == VARIANT_TRUE ? 1 : V_BOOL(value) == VARIANT_FALSE ? 0 : 2);
        return;
    case VT_ERROR:
        printf("e %ld\n", (long)V_ERROR(value));
        return;
    case VT_EMPTY:
        printf("n\n");
        return;
    case VT_ARRAY | VT_R8:
    case VT_ARRAY | VT_VARIANT: {
        SAFEARRAY *array = V_ARRAY(value);
        LONG first[2] = {0, 0}, last[2] = {0, 0};
        for (UINT dimension = 0; dimension < array->cDims && dimension < 2; dimension++) {
            SafeArrayGetLBound(array, dimension + 1, &first[dimension]);
            SafeArrayGetUBound(array, dimension + 1, &last[dimension]);
        }
        if (array->cDims == 1)
            printf("v %ld\n", last[0] - first[0] + 1);
        else
            printf("a %ld %ld\n", last[0] - first[0] + 1, last[1] - first[1] + 1);
        for (LONG row = first[0]; row <= last[0]; row++)
            for (LONG column = first[1]; column <= last[1]; column++) {
                LONG at[2] = {row, column};
                VARIANT cell;
                VariantInit(&cell);
                if (V_VT(value) == (VT_ARRAY | VT_R8)) {
                    V_VT(&cell) = VT_R8;
                    SafeArrayGetElement(array, at, &V_R8(&cell));
                } else {
                    SafeArrayGetElement(array, at, &cell);
                }
                write_value(&cell);
                VariantClear(&cell);
            }
        return;
    }
    default:
        printf("? %x\n", V_VT(value));
    }
}

static double now(void)
{
    LARGE_INTEGER ticks, per_second;
    QueryPerformanceCounter(&ticks);
    QueryPerformanceFrequency(&per_second);
    return 1e3 * (double)ticks.QuadPart / (double)per_second.QuadPart;
}

static int by_size(const void *one, const void *other)
{
    double a = *(const double *)one, b = *(const double *)other;
    return (a > b) - (a < b);
}

static void say(HRESULT result, double milliseconds)
{
    if (SUCCEEDED(result))
        printf("ok %.6f\n", milliseconds);
    else
        printf("failed %08lx %.6f\n", (unsigned long)result, milliseconds);
}

static HRESULT create(const char *name, IDispatch **object)
{
    wchar_t wide[200];
    CLSID class_id;
    MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, 200);
    HRESULT result = CLSIDFromProgID(wide, &class_id);
    if (FAILED(result))
        return result;
    return CoCreateInstance(&class_id, NULL, CLSCTX_LOCAL_SERVER, &IID_IDispatch, (void **)object);
}

static HRESULT activate(char *library, IDispatch **object)
{
    typedef HRESULT(WINAPI * Activate)(VARIANT *, const char *, long);
    char *command = strchr(library, '|');
    *command++ = 0;
    HMODULE loaded = LoadLibraryA(library);
    Activate function = loaded ? (Activate)(void *)GetProcAddress(loaded, "XLPyDLLActivateAuto") : NULL;
    if (!function)
        return HRESULT_FROM_WIN32(GetLastError());
    VARIANT given;
    VariantInit(&given);
    HRESULT result = function(&given, command, 1);
    if (SUCCEEDED(result) && V_VT(&given) == VT_DISPATCH)
        *object = V_DISPATCH(&given);
    return SUCCEEDED(result) && !*object ? E_FAIL : result;
}

static void call(IDispatch *object)
{
    char name[64];
    int repeats, count;
    sscanf(line + 5, "%63s %d %d", name, &repeats, &count);
    VARIANT *arguments = calloc((size_t)count + 1, sizeof *arguments), answer;
    for (int i = 0; i < count; i++)
        arguments[count - 1 - i] = read_value();
    double *took = malloc((size_t)repeats * sizeof *took);
    VariantInit(&answer);
    HRESULT result = object ? S_OK : E_POINTER;
    for (int i = 0; i < repeats && SUCCEEDED(result); i++) {
        wchar_t wide[64];
        LPOLESTR names = wide;
        DISPID number = name[0] == '#' ? atol(name + 1) : DISPID_UNKNOWN;
        DISPPARAMS parameters = {arguments, NULL, (UINT)count, 0};
        EXCEPINFO exception = {0};
        MultiByteToWideChar(CP_UTF8, 0, name, -1, wide, 64);
        VariantClear(&answer);
        took[i] = now();
        if (number == DISPID_UNKNOWN)
            result = IDispatch_GetIDsOfNames(object, &IID_NULL, &names, 1, LOCALE_USER_DEFAULT, &number);
        if (SUCCEEDED(result))
            result = IDispatch_Invoke(object, number, &IID_NULL, LOCALE_USER_DEFAULT,
                                      DISPATCH_METHOD | DISPATCH_PROPERTYGET, &parameters, &answer, &exception, NULL);
        took[i] = now() - took[i];
    }
    if (SUCCEEDED(result))
        qsort(took, (size_t)repeats, sizeof *took, by_size);
    say(result, object ? took[SUCCEEDED(result) ? repeats / 2 : 0] : 0);
    if (SUCCEEDED(result))
        write_value(&answer);
    VariantClear(&answer);
    for (int i = 0; i < count; i++)
        VariantClear(&arguments[i]);
    free(arguments);
    free(took);
}

int main(void)
{
    IDispatch *object = NULL;
    CoInitialize(NULL);
    HWND window = CreateWindowA("STATIC", "client", 0, 0, 0, 0, 0, HWND_MESSAGE, NULL, NULL, NULL);
    while (next_line()) {
        double began = now();
        if (!strncmp(line, "create ", 7) || !strncmp(line, "activate ", 9) || !strcmp(line, "release")) {
            if (object)
                IDispatch_Release(object);
            object = NULL;
            HRESULT result = line[0] == 'c'   ? create(line + 7, &object)
                             : line[0] == 'a' ? activate(line + 9, &object)
                                              : S_OK;
            say(result, now() - began);
        } else if (!strncmp(line, "call ", 5)) {
            call(object);
        } else if (!strcmp(line, "window")) {
            printf("ok 0\nv 2\nd %llu\nd %lu\n", (unsigned long long)(ULONG_PTR)window,
                   (unsigned long)GetCurrentProcessId());
        }
        fflush(stdout);
    }
    return 0;
}
