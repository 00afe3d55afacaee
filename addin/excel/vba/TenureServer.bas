Attribute VB_Name = "TenureServer"
Option Explicit
Option Private Module

' The connection to Python, a COM server that Windows starts. No function is declared from a DLL, for rules against
' malware forbid that to macros; and nothing is read from a workbook or its folder.

Private Const ServerName As String = "Tenure.Server"
Private Const ServerUnavailable As Long = 462
Private Const CallUnavailable As Long = &H800706BA
Private Const CallFailed As Long = &H800706BE
Private Const Disconnected As Long = &H80010108
Private Const ServerDied As Long = &H80010007
Private Const ServerDiedBefore As Long = &H80010012
Private Const NotRegistered As Long = 429
Private Const SecondsOfPatience As Double = 2
Private Const SecondsThatCount As Double = 60
Private Const LeastSilence As Double = 60
Private Const LongestSilence As Double = 3600
Private Const FaultMark As Long = 57344 ' U+E000: what follows is no answer but why there is none

Private server As Object
Private reasonOfSilence As String
Private silence As Double
Private deaths As Long
Private lastDeath As Double

' The answer of a function as Excel shows it. When Python has failed to start once, has died twice within a minute, or
' says that it has nothing to answer with, the reason is kept and every call is #N/A at once, no answer available: else
' each of 10,000 cells would wait for a start. What ends this is Restart, or another try, which no cell has to wait for:
' see TenureStart.
Public Function AskPython(ByVal functionName As String, ByRef cells As Variant, ByVal from1904 As Boolean) As Variant
    Dim answer As Variant
    Dim began As Double
    Dim errorNumber As Long
    Dim hasDied As Boolean

    AskPython = CVErr(xlErrNA)
    began = Timer
    Do
        If Not IsConnected() Then Exit Function
        errorNumber = ErrorOfAsking(functionName, cells, from1904, answer)
        If errorNumber = 0 Then
            If Not FellSilent(answer, began) Then AskPython = AsExcelShows(answer)
            Exit Function
        End If
        If Not IsLost(errorNumber) Then
            AskPython = CVErr(xlErrValue)
            Exit Function
        End If
        Set server = Nothing
        If Not hasDied Then CountDeath
        hasDied = True
        If deaths > 1 Then
            FallSilent "Tenure's Python stopped twice. Run tenure doctor, then press Restart.", began
            Exit Function
        End If
        Pause
    Loop While SecondsSince(began) < SecondsOfPatience
    FallSilent "Tenure's Python stopped and did not come back. Run tenure doctor, then press Restart.", began
End Function

Private Sub CountDeath()
    If deaths > 0 And SecondsSince(lastDeath) > SecondsThatCount Then deaths = 0
    deaths = deaths + 1
    lastDeath = Timer
End Sub

' The object itself is its method Answer: by the name, each call would ask Python twice, first for the name's number.
' The brackets pass copies: what is passed by reference, Windows would send back after the call.
Private Function ErrorOfAsking(ByVal functionName As String, ByRef cells As Variant, ByVal from1904 As Boolean, _
        ByRef answer As Variant) As Long
    On Error Resume Next
    If from1904 Then
        answer = server((functionName), (cells), True)
    Else
        answer = server((functionName), (cells))
    End If
    ErrorOfAsking = Err.Number
End Function

Private Function IsLost(ByVal errorNumber As Long) As Boolean
    Select Case errorNumber
        Case ServerUnavailable, CallUnavailable, CallFailed, Disconnected, ServerDied, ServerDiedBefore: IsLost = True
    End Select
End Function

' Whether there is a server to ask; starts it where there is none and nothing speaks against it. Windows shows an Excel
' that runs as administrator no user's registration, and no way around is taken: any program of the user can write there,
' and would be run with an administrator's rights.
Public Function IsConnected() As Boolean
    Dim began As Double
    Dim errorNumber As Long
    Dim isNew As Boolean

    If Len(reasonOfSilence) > 0 Then Exit Function
    isNew = server Is Nothing
    If isNew Then
        began = Timer
        errorNumber = ErrorOfStarting()
        ' A server that is just ending can be found, and is gone when it is reached.
        Do While IsLost(errorNumber) And SecondsSince(began) < SecondsOfPatience
            Pause
            errorNumber = ErrorOfStarting()
        Loop
        If errorNumber = NotRegistered Then
            FallSilent "Excel finds no Python of Tenure's. If Excel was started as administrator, start it as " & _
                "yourself; else run tenure install, then press Restart.", began
        ElseIf errorNumber <> 0 Then
            FallSilent "Tenure's Python did not start (" & Hex$(errorNumber) & "). " & _
                "Run tenure doctor, then press Restart.", began
        End If
    End If
    IsConnected = Not server Is Nothing
    If IsConnected And isNew Then Attach
End Function

' Python stays as long as the program with this window runs.
Private Sub Attach()
    On Error Resume Next
    server.AttachWindow Application.Hwnd
End Sub

Private Function ErrorOfStarting() As Long
    On Error Resume Next
    Set server = CreateObject(ServerName)
    ErrorOfStarting = Err.Number
End Function

' For a minute, then for two, four, eight ..., and always long enough that no tenth of the time goes into trying.
Private Sub FallSilent(ByVal reason As String, ByVal began As Double)
    reasonOfSilence = reason
    silence = Larger(Larger(LeastSilence, 2 * silence), 10 * SecondsSince(began))
    If silence > LongestSilence Then silence = LongestSilence
    Set server = Nothing
    SayInStatusBar reason
End Sub

' Whether Python answered that it has nothing to answer with. It then ends by itself, and another try starts another.
Private Function FellSilent(ByVal answer As Variant, ByVal began As Double) As Boolean
    FellSilent = Len(WhyNoAnswer(answer)) > 0
    If FellSilent Then FallSilent WhyNoAnswer(answer), began
End Function

' Why Python is not asked any more; empty while it is.
Public Function WhyPythonIsSilent() As String
    WhyPythonIsSilent = reasonOfSilence
End Function

' Seconds from falling silent to the next try.
Public Function SecondsOfSilence() As Double
    SecondsOfSilence = silence
End Function

' Start Python although it failed before; whether it is there now.
Public Function IsThereAgain() As Boolean
    reasonOfSilence = ""
    IsThereAgain = IsConnected()
End Function

Public Sub SayInStatusBar(ByVal sentence As String)
    On Error Resume Next
    Application.StatusBar = sentence
End Sub

' Stop Python, forget what it answered and why it was not asked; the next call starts it.
Public Sub StopPython()
    On Error Resume Next
    If Not server Is Nothing Then server.Stop
    Set server = Nothing
    reasonOfSilence = ""
    silence = 0
    deaths = 0
    ForgetAnswers
    Application.StatusBar = False
End Sub

' The version of the Python that answers; empty where none does, and WhyPythonIsSilent says why.
Public Function PythonVersion() As String
    Dim answer As Variant
    Dim began As Double

    began = Timer
    If Not IsConnected() Then Exit Function
    answer = server.Version()
    If Not FellSilent(answer, began) Then PythonVersion = answer
End Function

' Have Python write a new workbook, and answer its path.
Public Function WrittenWorkbook(ByVal template As String) As String
    WrittenWorkbook = server.NewWorkbook((template))
    RaiseWhatIsSaid WrittenWorkbook
End Function

' What a button that reads the sheet would do, or Undo last where there is no name: whose question it is, the question,
' and whether there is anything to do. Python calls the Excel back that is passed with the call.
Public Function PressedButton(ByVal commandName As String) As Variant
    PressedButton = AnswerToButton(IIf(Len(commandName) > 0, "Press", "Undo"), commandName)
End Function

' Have Python make a copy for others of the active workbook: where it is, and what is to be said of it.
Public Function CopyForSharing(ByVal choice As String) As Variant
    CopyForSharing = AnswerToButton("CopyForSharing", choice)
End Function

Private Function AnswerToButton(ByVal method As String, ByVal what As String) As Variant
    Dim answer As Variant
    Dim errorNumber As Long

    errorNumber = ErrorOfPressing(method, what, answer)
    If IsLost(errorNumber) Then ' it ended since it was asked last
        Set server = Nothing
        If IsConnected() Then errorNumber = ErrorOfPressing(method, what, answer)
    End If
    If errorNumber <> 0 Then
        Err.Raise vbObjectError + 3, "Tenure", "Tenure's Python does not answer. Run tenure doctor, then press Restart."
    End If
    RaiseWhatIsSaid answer
    AnswerToButton = answer
End Function

Private Function ErrorOfPressing(ByVal method As String, ByVal what As String, ByRef answer As Variant) As Long
    On Error Resume Next
    Select Case method
        Case "Press": answer = server.Press((what), Application)
        Case "Undo": answer = server.Undo(Application)
        Case "CopyForSharing": answer = server.CopyForSharing((what), Application)
    End Select
    ErrorOfPressing = Err.Number
End Function

' Have Python do what it asked last; the button that can be taken back then.
Public Function CarriedOut() As String
    CarriedOut = server.CarryOut(Application)
    RaiseWhatIsSaid CarriedOut
End Function

' Python's sentence for the user is an error here.
Private Sub RaiseWhatIsSaid(ByVal answer As Variant)
    If IsArray(answer) Then Exit Sub
    If Left$(answer, 1) = ChrW$(FaultMark) Then Err.Raise vbObjectError + 2, "Tenure", Mid$(answer, 2)
End Sub

Private Sub Pause()
    Dim began As Double

    began = Timer
    Do While SecondsSince(began) < 0.1
    Loop
End Sub

Private Function Larger(ByVal one As Double, ByVal other As Double) As Double
    Larger = IIf(one > other, one, other)
End Function

Private Function SecondsSince(ByVal began As Double) As Double
    SecondsSince = Timer - began
    If SecondsSince < 0 Then SecondsSince = SecondsSince + 86400 ' midnight has passed
End Function
